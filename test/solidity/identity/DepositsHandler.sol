// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {IdentityRegistry} from "../../../contracts/identity/IdentityRegistry.sol";
import {MarketMakerDeposits} from "../../../contracts/identity/MarketMakerDeposits.sol";
import {MarketMakerState} from "../../../contracts/identity/types/MarketMakerState.sol";
import {TestStablecoin} from "../../../contracts/token/TestStablecoin.sol";
import {Cheats} from "../Cheats.sol";

/// @notice Random life of market makers' deposits: five makers pay in, become active, are suspended, reinstated, dismissed and terminated,
/// are claimed from and leave, while days pass. Beside the contract it keeps its own ledger of what each paid in and what was taken.
contract DepositsHandler is Cheats {
    uint256 public constant MAKERS = 5;
    uint64 public constant MINIMUM = 1_000_000;
    address public constant BENEFICIARY = address(0xBEEF);
    uint256 private constant FIRST_KEY = 0x3a00;
    bytes32 private constant REASON = keccak256("reason");
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    MarketMakerDeposits public immutable deposits;
    IdentityRegistry public immutable registry;
    TestStablecoin public immutable token;

    mapping(address maker => uint256 amount) public paidIn;
    mapping(address maker => uint256 amount) public taken;
    uint256 public donated;
    uint256 public failedExits;
    uint256 public overclaimed;

    uint192 private _nextNonceKey = 1;

    constructor() {
        AccessManager manager = new AccessManager(address(this));
        token = new TestStablecoin();
        registry = new IdentityRegistry(address(manager));
        address accounts = address(new AccountRegistry());
        deposits = new MarketMakerDeposits(address(manager), address(token), address(registry), BENEFICIARY, accounts);
        deposits.setMinimumDeposit(MINIMUM);
        registry.connectDeposits(address(deposits));
    }

    function makerAt(uint256 index) public pure returns (address) {
        return vm.addr(FIRST_KEY + (index % MAKERS));
    }

    // -------------------------------------------------------------------------------------------------------------------- money

    function deposit(uint256 index, uint64 amount) external {
        amount = uint64(bound(amount, 1, 3 * MINIMUM));
        address maker = makerAt(index);
        bytes32 nonce = bytes32(uint256(_nextNonceKey++) << 64);
        token.mint(maker, amount);
        bytes32 hash = keccak256(abi.encode(RECEIVE_TYPEHASH, maker, deposits, amount, 0, type(uint48).max, nonce));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + (index % MAKERS), keccak256(abi.encodePacked(hex"1901", _domain(), hash)));
        deposits.depositBySig(maker, maker, amount, 0, type(uint48).max, nonce, abi.encodePacked(r, s, v));
        paidIn[maker] += amount;
    }

    /// @dev Money that nobody accounts for must disturb nothing.
    function donate(uint64 amount) external {
        token.mint(address(deposits), amount);
        donated += amount;
    }

    function requestWithdrawal(uint256 index) external {
        vm.prank(makerAt(index));
        deposits.requestWithdrawal();
    }

    function withdraw(uint256 index) external {
        deposits.withdraw(makerAt(index));
    }

    /// @dev Nobody helps: whoever makes no market must get all that is not taken, after a time that others cannot stretch.
    function leaveAlone(uint256 index) external {
        address maker = makerAt(index);
        if (registry.marketMakerStateOf(maker) == MarketMakerState.ACTIVE || deposits.depositOf(maker) == 0) return;
        (uint64 claimed, uint40 claimMaturesAt) = deposits.claimOf(maker);
        uint256 expected = token.balanceOf(maker) + deposits.depositOf(maker) - (claimMaturesAt == 0 ? 0 : claimed);
        vm.prank(maker);
        deposits.requestWithdrawal();
        vm.warp(deposits.withdrawalMaturesAt(maker));
        if (claimMaturesAt != 0) takeClaim(index);
        if (deposits.depositOf(maker) != 0) deposits.withdraw(maker);
        if (token.balanceOf(maker) != expected) ++failedExits;
    }

    // --------------------------------------------------------------------------------------------------------------------- standing

    function identify(uint256 index, bool isMaker) external {
        registry.setIdentity(makerAt(index), 3, type(uint16).max, 840, false, isMaker);
    }

    function suspend(uint256 index) external {
        registry.suspendMarketMaker(makerAt(index), REASON);
    }

    function reinstate(uint256 index) external {
        registry.reinstateMarketMaker(makerAt(index), REASON);
    }

    /// @dev Rare, because it is for ever.
    function terminate(uint256 index, uint8 dice) external {
        if (dice % 8 == 0) registry.terminateMarketMaker(makerAt(index), REASON);
    }

    // ----------------------------------------------------------------------------------------------------------------------- claims

    /// @dev At once what random steps seldom find the way to.
    function terminateAndClaim(uint256 index, uint64 amount) external {
        address maker = makerAt(index);
        if (registry.marketMakerStateOf(maker) == MarketMakerState.NONE) registry.setIdentity(maker, 3, type(uint16).max, 840, false, true);
        if (registry.marketMakerStateOf(maker) != MarketMakerState.TERMINATED) registry.terminateMarketMaker(maker, REASON);
        openClaim(index, amount);
        takeClaim(index);
    }

    function openClaim(uint256 index, uint64 amount) public {
        address maker = makerAt(index);
        uint64 before = deposits.depositOf(maker);
        amount = uint64(bound(amount, 1, uint256(before) / 2 + 1));
        deposits.openClaim(maker, amount, REASON);
        if (uint256(amount) * 2 > before) ++overclaimed;
    }

    function dismissClaim(uint256 index) external {
        deposits.dismissClaim(makerAt(index), REASON);
    }

    function takeClaim(uint256 index) public {
        address maker = makerAt(index);
        (uint64 amount, uint40 maturesAt) = deposits.claimOf(maker);
        if (block.timestamp < maturesAt) vm.warp(maturesAt);
        deposits.takeClaim(maker);
        taken[maker] += amount;
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1 hours, 8 days));
    }

    function _domain() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Genex Test Dollar"), keccak256("1"), block.chainid, token));
    }
}
