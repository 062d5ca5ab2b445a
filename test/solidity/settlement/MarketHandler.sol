// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {Brake} from "../../../contracts/access/Brake.sol";
import {MockGate} from "../../../contracts/mocks/MockGate.sol";
import {ProfileIdentity} from "../../../contracts/settlement/interfaces/IControllers.sol";
import {SeriesTerms, Unit} from "../../../contracts/settlement/interfaces/ICouponLedger.sol";
import {ISettlement} from "../../../contracts/settlement/interfaces/ISettlement.sol";
import {TradingKey} from "../../../contracts/settlement/interfaces/ITradingKeys.sol";
import {Settlement} from "../../../contracts/settlement/Settlement.sol";
import {SettlementExtension} from "../../../contracts/settlement/SettlementExtension.sol";
import {SettlementConfig} from "../../../contracts/settlement/SettlementStorage.sol";
import {OrderFlags} from "../../../contracts/settlement/types/Order.sol";
import {TestStablecoin} from "../../../contracts/token/TestStablecoin.sol";
import {MarketSigner} from "./MarketSigner.sol";

/// @notice Random life of a market: an issuer and three people who deposit, buy, resell, give, refund, redeem, cancel and leave, while days pass.
/// Beside the core it keeps its own ledger, computed from what people agreed, never from what the core says.
contract MarketHandler is MarketSigner {
    uint48 public constant FACE = 50_000_000;
    uint48 public constant RESERVE = 44_000_000;
    uint256 public constant TAKER_BPS = 50;
    uint256 public constant MAKER_BPS = 10;
    uint256 public constant ISSUANCE_BPS = 120;
    uint32 public constant SUPPLY = 40;
    uint8 public constant RESALE_LIMIT = 3;
    uint24 public constant REFUND_WINDOW = 2 days;
    uint256 internal constant ISSUER_KEY = 0x1500;
    uint256 internal constant PEOPLE = 3;
    uint16 internal constant CANCEL_ALL_SLOT = 8;

    /// @notice Cash by the ghost ledger.
    mapping(address account => uint256 amount) public ghostCash;
    uint256 public ghostFees;
    uint256 public ghostHeld;
    mapping(uint256 tokenId => uint8 status) public endedAs;
    uint32 public minted;
    uint32[] public days_;
    uint256 public failedExits;
    uint256 public overfilled;
    uint256 public stuckEpochs;

    mapping(uint32 day => bool known) private _isKnownDay;

    constructor() {
        AccessManager manager = new AccessManager(address(this));
        token = new TestStablecoin();
        SettlementConfig memory config = SettlementConfig({
            authority: address(manager),
            moneyToken: address(token),
            brake: address(new Brake(address(manager))),
            product: 1,
            accountRegistry: address(new AccountRegistry())
        });
        settlement = ISettlement(address(new Settlement(config, address(new SettlementExtension(config)))));
        settlement.setOperator(address(this));
        settlement.setCoSigner(vm.addr(CO_SIGNER_KEY));
        settlement.setGate(address(new MockGate()));
        settlement.setIssuer(vm.addr(ISSUER_KEY), 2, 1, 4, 1, uint64(FACE) * SUPPLY);
        settlement.openSeries(
            SERIES,
            SeriesTerms(vm.addr(ISSUER_KEY), FACE, uint32(block.timestamp + 40 days), 2, SUPPLY, REFUND_WINDOW, RESALE_LIMIT, 120, RESERVE)
        );
        for (uint256 i = 0; i <= PEOPLE; ++i) {
            address account = vm.addr(ISSUER_KEY + i);
            settlement.setProfile(account, ProfileIdentity(2, 0, false, type(uint16).max, 702, false, false));
            vm.prank(account);
            settlement.registerKey(TradingKey(0, account, 0, 0, 0xff80), "");
        }
    }

    function core() external view returns (ISettlement, TestStablecoin) {
        return (settlement, token);
    }

    function accountAt(uint256 index) public pure returns (address) {
        return vm.addr(ISSUER_KEY + index);
    }

    function dayCount() external view returns (uint256) {
        return days_.length;
    }

    // -------------------------------------------------------------------------------------------------------------------- money

    function deposit(uint256 person, uint64 amount) public {
        amount = uint64(bound(amount, 1, 500_000_000));
        _deposit(_keyOf(person), amount);
        ghostCash[vm.addr(_keyOf(person))] += amount;
    }

    function withdrawAtOnce(uint256 person, uint64 amount) external {
        uint256 key = _keyOf(person);
        amount = uint64(bound(amount, 1, ghostCash[vm.addr(key)]));
        _withdrawAtOnce(key, amount);
        ghostCash[vm.addr(key)] -= amount;
    }

    /// @dev Nobody helps: request, delay, withdraw. Whoever owns money must have it in the wallet afterwards.
    function leaveAlone(uint256 person) external {
        address account = vm.addr(ISSUER_KEY + (person % (PEOPLE + 1)));
        uint256 before = token.balanceOf(account);
        vm.prank(account);
        settlement.requestExit();
        (uint40 maturesAt, ) = settlement.exitOf(account);
        if (block.timestamp < maturesAt) vm.warp(maturesAt);
        settlement.withdraw(account, new uint256[](0));
        if (token.balanceOf(account) != before + ghostCash[account]) ++failedExits;
        ghostCash[account] = 0;
    }

    // -------------------------------------------------------------------------------------------------------------------- trades

    function buyFirst(uint256 person, uint48 price, uint32 units) external {
        uint256 key = _keyOf(person);
        price = uint48(bound(price, 44_600_000, FACE));
        units = uint32(bound(units, 1, 3));
        if (ghostCash[vm.addr(key)] < uint256(units) * FACE * 2) deposit(person, 500_000_000);
        _settle(key, ISSUER_KEY, OrderFlags.SELL | OrderFlags.PRIMARY, price, units, "");
        uint256 fee = (uint256(price) * TAKER_BPS) / 10_000;
        if (_mintedNow() == minted) return; // Skipped: expired, sold out, or not enough money.
        minted += units;
        ghostCash[vm.addr(key)] -= units * (price + fee);
        ghostHeld += units * (price + fee);
        uint32 day = uint32(block.timestamp / 1 days);
        if (!_isKnownDay[day]) days_.push(day);
        _isKnownDay[day] = true;
        _checkLane(vm.addr(key), units);
    }

    function resell(uint256 person, uint256 serial, uint48 price) external {
        uint256 tokenId = _tokenOf(serial);
        Unit memory unit = settlement.unitOf(tokenId);
        uint256 sellKey = _keyOwning(unit.owner);
        uint256 buyKey = _keyOf(person);
        if (!unit.inMarket) _enter(unit.owner, tokenId);
        price = uint48(bound(price, 1, FACE));
        uint16 flags = OrderFlags.SELL | (2 << 8) | (unit.changes + 1 == RESALE_LIMIT ? OrderFlags.FINAL : 0);
        _settle(buyKey, sellKey, flags, price, 1, abi.encodePacked(uint32(tokenId)));
        if (settlement.unitOf(tokenId).changes == unit.changes) return;
        uint256 takerFee = (uint256(price) * TAKER_BPS) / 10_000;
        uint256 makerFee = (uint256(price) * MAKER_BPS) / 10_000;
        ghostCash[vm.addr(buyKey)] -= price + takerFee;
        ghostCash[unit.owner] += price - makerFee;
        ghostFees += takerFee + makerFee;
        _checkLane(vm.addr(buyKey), 1);
    }

    function cancelWithReceipt(uint256 person, uint32 ahead) external {
        address account = vm.addr(_keyOf(person));
        (uint32 seq, ) = settlement.laneOf(account, 0);
        _voidWithReceipt(account, seq + uint32(bound(ahead, 1, 3)), 0);
    }

    /// @dev Later orders of the person are signed in the epoch that this drew.
    function cancelAll(uint256 person) external {
        address account = vm.addr(_keyOf(person));
        uint24 before = _epochOf(account);
        vm.prank(account);
        settlement.requestCancelAll();
        (, uint40 effectiveAt) = settlement.pendingChange(account, CANCEL_ALL_SLOT);
        vm.warp(effectiveAt);
        settlement.applyChange(account, CANCEL_ALL_SLOT);
        if (_epochOf(account) <= before) ++stuckEpochs;
    }

    // --------------------------------------------------------------------------------------------------------------------- units

    function give(uint256 person, uint256 serial) external {
        uint256 tokenId = _tokenOf(serial);
        address owner = _freed(tokenId);
        vm.prank(owner);
        settlement.transferFrom(owner, vm.addr(_keyOf(person)), tokenId);
    }

    function refund(uint256 serial) external {
        uint256 tokenId = _tokenOf(serial);
        address owner = _freed(tokenId);
        (uint256 price, uint256 fee, ) = _firstSaleOf(tokenId);
        vm.prank(owner);
        settlement.refund(tokenId);
        ghostCash[owner] += price + fee;
        ghostHeld -= price + fee;
        endedAs[tokenId] = 2;
    }

    function redeem(uint256 serial) external {
        uint256 tokenId = _tokenOf(serial);
        _freed(tokenId);
        bool released = _isReleased(tokenId);
        (uint256 price, uint256 fee, uint256 issuanceFee) = _firstSaleOf(tokenId);
        settlement.redeem(tokenId, address(this));
        ghostCash[vm.addr(ISSUER_KEY)] += released ? RESERVE : price - issuanceFee;
        ghostFees += released ? 0 : fee + issuanceFee;
        ghostHeld -= released ? RESERVE : price + fee;
        endedAs[tokenId] = 1;
    }

    function recall(uint256 serial) external {
        uint256 tokenId = _tokenOf(serial);
        address owner = settlement.ownerOf(tokenId);
        bool released = _isReleased(tokenId);
        (uint256 price, uint256 fee, ) = _firstSaleOf(tokenId);
        settlement.recall(tokenId);
        uint256 paid = released ? RESERVE : price + fee;
        ghostCash[owner] += paid;
        ghostHeld -= paid;
        endedAs[tokenId] = 3;
    }

    // ---------------------------------------------------------------------------------------------------------------------- time

    function passTime(uint32 secs) external {
        vm.warp(block.timestamp + bound(secs, 1, 2 days));
        settlement.heartbeat();
    }

    function release(uint256 index) external {
        uint32 day = days_[index % days_.length];
        (uint64 gross, uint64 buyerFees, uint64 issuanceFees, uint32 units, ) = settlement.heldOf(SERIES, day);
        settlement.release(SERIES, day);
        uint256 toIssuer = gross - issuanceFees - uint256(units) * RESERVE;
        ghostCash[vm.addr(ISSUER_KEY)] += toIssuer;
        ghostFees += buyerFees + issuanceFees;
        ghostHeld -= toIssuer + buyerFees + issuanceFees;
    }

    function settleBreakage(uint256 index) external {
        uint32 day = days_[index % days_.length];
        (, , , uint32 units, ) = settlement.heldOf(SERIES, day);
        settlement.settleBreakage(SERIES, day);
        uint256 toPlatform = (uint256(units) * FACE) / 10;
        ghostFees += toPlatform;
        ghostCash[vm.addr(ISSUER_KEY)] += uint256(units) * RESERVE - toPlatform;
        ghostHeld -= uint256(units) * RESERVE;
    }

    // ------------------------------------------------------------------------------------------------------------------- helpers

    /// @dev An order signed for `units` in the lane's latest sequence.
    function _checkLane(address account, uint32 units) private {
        (, uint32 filled) = settlement.laneOf(account, 0);
        if (filled > units) ++overfilled;
    }

    function _enter(address owner, uint256 tokenId) private {
        uint256[] memory tokenIds = new uint256[](1);
        tokenIds[0] = tokenId;
        vm.prank(owner);
        settlement.enterMarket(tokenIds);
    }

    /// @dev Takes a unit out of the market by an exit of its owner, whose money leaves too.
    function _freed(uint256 tokenId) private returns (address owner) {
        Unit memory unit = settlement.unitOf(tokenId);
        owner = unit.owner;
        if (!unit.inMarket) return owner;
        vm.prank(owner);
        settlement.requestExit();
        (uint40 maturesAt, ) = settlement.exitOf(owner);
        if (block.timestamp < maturesAt) vm.warp(maturesAt);
        uint256[] memory tokenIds = new uint256[](1);
        tokenIds[0] = tokenId;
        settlement.withdraw(owner, tokenIds);
        ghostCash[owner] = 0;
    }

    function _firstSaleOf(uint256 tokenId) private view returns (uint256 price, uint256 fee, uint256 issuanceFee) {
        price = settlement.unitOf(tokenId).price;
        fee = (price * TAKER_BPS) / 10_000;
        issuanceFee = (price * ISSUANCE_BPS) / 10_000;
    }

    function _isReleased(uint256 tokenId) private view returns (bool released) {
        (, , , , released) = settlement.heldOf(SERIES, uint32(settlement.unitOf(tokenId).soldAt / 1 days));
    }

    function _mintedNow() private view returns (uint32 count) {
        (, count, , ) = settlement.seriesOf(SERIES);
    }

    function _tokenOf(uint256 serial) private view returns (uint256) {
        return (uint256(SERIES) << 32) | bound(serial, 1, minted);
    }

    function _keyOf(uint256 person) private pure returns (uint256) {
        return ISSUER_KEY + 1 + (person % PEOPLE);
    }

    function _keyOwning(address owner) private pure returns (uint256 key) {
        for (key = ISSUER_KEY + 1; vm.addr(key) != owner; ++key) continue;
    }
}
