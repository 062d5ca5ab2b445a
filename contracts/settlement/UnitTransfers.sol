// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {ICouponLedger} from "./interfaces/ICouponLedger.sol";
import {ITransferGate} from "./interfaces/ITransferGate.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {SettlementStorage} from "./SettlementStorage.sol";
import {SeriesFlags, UnitStatus} from "./types/Status.sol";

/// @title Unit transfers
/// @notice Units outside the market: their owners' transfers, and what others may be allowed to do for them. The acting half of `ICouponLedger`,
/// documented there; the reading half is in `LedgerViews`.
/// @dev Every transfer passes the gate and counts as an ownership change, so price caps and resale limits cannot be dodged elsewhere.
abstract contract UnitTransfers is SettlementStorage, IntentAuthority {
    bytes32 private constant TRANSFER_UNIT_TYPEHASH = keccak256(
        "TransferUnit(address account,address to,uint256 tokenId,bytes data,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    // ----------------------------------------------------------------------------------------------------- owner and operators

    function transferFrom(address from, address to, uint256 tokenId) external {
        _transferBy(msg.sender, from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        _transferBy(msg.sender, from, to, tokenId, "");
        _requireAccepted(from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external {
        _transferBy(msg.sender, from, to, tokenId, data);
        _requireAccepted(from, to, tokenId, data);
    }

    function transferUnitBySig(address to, uint256 tokenId, bytes calldata data, IntentAuth calldata auth) external {
        _authorize(
            auth,
            keccak256(
                abi.encode(TRANSFER_UNIT_TYPEHASH, auth.account, to, tokenId, keccak256(data), auth.nonce, auth.deadline, auth.gasLimit)
            )
        );
        _transferBy(auth.account, auth.account, to, tokenId, data);
    }

    function approve(address to, uint256 tokenId) external {
        UnitWord unit = _liveUnit(tokenId);
        address owner = unit.owner();
        bool isOperator = _operatorApprovals[owner][msg.sender] && _transferOperators[msg.sender];
        require(msg.sender == owner || isOperator, ICouponLedger.Coupon_NotOwner(tokenId, msg.sender));
        require(to == address(0) || _transferOperators[to], ICouponLedger.Coupon_OperatorNotAllowed(to));
        require(!unit.inMarket(), ICouponLedger.Coupon_InMarket(tokenId));
        _unitApprovals[tokenId] = to;
        emit IERC721.Approval(owner, to, tokenId);
    }

    function setApprovalForAll(address operator, bool approved) external {
        require(!approved || _transferOperators[operator], ICouponLedger.Coupon_OperatorNotAllowed(operator));
        _operatorApprovals[msg.sender][operator] = approved;
        emit IERC721.ApprovalForAll(msg.sender, operator, approved);
    }

    // ---------------------------------------------------------------------------------------------------------------- internal

    /// @dev A unit that exists and has not ended.
    function _liveUnit(uint256 tokenId) internal view returns (UnitWord unit) {
        unit = _units[tokenId];
        require(unit.owner() != address(0), ICouponLedger.Coupon_UnknownUnit(tokenId));
        require(unit.status() == UnitStatus.ACTIVE, ICouponLedger.Coupon_Ended(tokenId, unit.status()));
    }

    function _requireUnexpired(uint256 tokenId, SeriesWordA terms) internal view {
        require(block.timestamp <= terms.expiry(), ICouponLedger.Coupon_Expired(tokenId, terms.expiry()));
    }

    function _seriesIdOf(uint256 tokenId) internal pure returns (uint32) {
        // Token ids of known units are series << 32 | serial.
        return uint32(tokenId >> 32);
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _transferBy(address caller, address from, address to, uint256 tokenId, bytes memory data) private {
        // Checks.
        UnitWord unit = _liveUnit(tokenId);
        require(unit.owner() == from, ICouponLedger.Coupon_NotOwner(tokenId, from));
        if (caller != from) _requireOperator(caller, from, tokenId);
        require(to != address(0) && to != address(this), ICouponLedger.Coupon_InvalidReceiver(to));
        require(!unit.inMarket(), ICouponLedger.Coupon_InMarket(tokenId));
        uint32 series = _seriesIdOf(tokenId);
        SeriesWordA terms = _seriesA[series];
        require(terms.flags() & SeriesFlags.TRANSFERABLE != 0, ICouponLedger.Coupon_NotTransferable(tokenId));
        _requireUnexpired(tokenId, terms);
        uint8 limit = _seriesB[series].resaleLimit();
        require(unit.changes() < limit, ICouponLedger.Coupon_ResaleLimitReached(tokenId, limit));

        // Effects.
        _units[tokenId] = unit.withOwner(to).withChanges(unit.changes() + 1);
        delete _unitApprovals[tokenId];
        _removeUnit(from);
        AccountWord receiver = _accounts[to];
        _accounts[to] = receiver.withUnits(receiver.units() + 1);
        emit IERC721.Transfer(from, to, tokenId);

        // Interactions.
        ITransferGate(_gate).check(from, to, terms.face(), data);
    }

    function _removeUnit(address owner) internal {
        AccountWord word = _accounts[owner];
        _accounts[owner] = word.withUnits(word.units() - 1);
    }

    /// @dev The list counts when the transfer happens, not only when the approval was given.
    function _requireOperator(address caller, address owner, uint256 tokenId) private view {
        bool isApproved = _unitApprovals[tokenId] == caller || _operatorApprovals[owner][caller];
        require(isApproved, ICouponLedger.Coupon_NotOwner(tokenId, caller));
        require(_transferOperators[caller], ICouponLedger.Coupon_OperatorNotAllowed(caller));
    }

    /// @dev Runs last: whatever the receiver does, the transfer is complete.
    function _requireAccepted(address from, address to, uint256 tokenId, bytes memory data) private {
        if (to.code.length == 0) return;
        bytes4 answer = IERC721Receiver(to).onERC721Received(msg.sender, from, tokenId, data);
        require(answer == IERC721Receiver.onERC721Received.selector, ICouponLedger.Coupon_InvalidReceiver(to));
    }
}
