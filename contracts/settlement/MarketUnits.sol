// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {CashAccounts} from "./CashAccounts.sol";
import {CoSignature} from "./interfaces/ICashAccounts.sol";
import {ICouponLedger} from "./interfaces/ICouponLedger.sol";
import {IExits} from "./interfaces/IExits.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {UnitStatus} from "./types/Status.sol";

/// @title Market units
/// @notice Units enter the market freely and leave it with the sequencer's consent or by an exit; in between only settlement moves them.
abstract contract MarketUnits is IExits, CashAccounts {
    bytes32 private constant ENTER_MARKET_TYPEHASH = keccak256(
        "EnterMarket(address account,uint256[] tokenIds,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant LEAVE_MARKET_TYPEHASH = keccak256(
        "LeaveMarket(address account,uint256[] tokenIds,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    uint256 private constant MAX_UNITS = 50;

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @inheritdoc IExits
    function enterMarket(uint256[] calldata tokenIds) external {
        _enter(msg.sender, tokenIds);
    }

    /// @inheritdoc IExits
    function enterMarketBySig(uint256[] calldata tokenIds, IntentAuth calldata auth) external {
        _authorize(auth, _structHash(ENTER_MARKET_TYPEHASH, tokenIds, auth));
        _enter(auth.account, tokenIds);
    }

    /// @inheritdoc IExits
    function leaveMarketBySig(uint256[] calldata tokenIds, IntentAuth calldata auth, CoSignature calldata coSignature) external {
        _authorizeCoSigned(auth, coSignature, _structHash(LEAVE_MARKET_TYPEHASH, tokenIds, auth));
        _requireNotFrozen(auth.account);
        _takeOut(auth.account, tokenIds);
    }

    // ---------------------------------------------------------------------------------------------------------------- internal

    /// @dev Units already out are passed over. No callback: a contract that owns units learns nothing and cannot object.
    function _takeOut(address account, uint256[] calldata tokenIds) internal {
        require(tokenIds.length <= MAX_UNITS, Exits_TooManyUnits(tokenIds.length, MAX_UNITS));
        if (tokenIds.length == 0) return;
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            UnitWord unit = _units[tokenIds[i]];
            require(unit.owner() == account, ICouponLedger.Coupon_NotOwner(tokenIds[i], account));
            if (unit.inMarket()) _units[tokenIds[i]] = unit.withInMarket(false);
        }
        emit UnitsLeftMarket(account, tokenIds);
    }

    /// @dev Approvals die here, because a unit that is sold in the market takes none of them along.
    function _enter(address account, uint256[] calldata tokenIds) private {
        require(tokenIds.length <= MAX_UNITS, Exits_TooManyUnits(tokenIds.length, MAX_UNITS));
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            uint256 tokenId = tokenIds[i];
            UnitWord unit = _units[tokenId];
            require(unit.owner() == account, ICouponLedger.Coupon_NotOwner(tokenId, account));
            require(unit.status() == UnitStatus.ACTIVE, ICouponLedger.Coupon_Ended(tokenId, unit.status()));
            require(!unit.inMarket(), ICouponLedger.Coupon_InMarket(tokenId));
            _units[tokenId] = unit.withInMarket(true);
            delete _unitApprovals[tokenId];
        }
        emit UnitsEnteredMarket(account, tokenIds);
    }

    function _structHash(bytes32 typeHash, uint256[] calldata tokenIds, IntentAuth calldata auth) private pure returns (bytes32) {
        bytes32 idsHash = keccak256(abi.encodePacked(tokenIds));
        return keccak256(abi.encode(typeHash, auth.account, idsHash, auth.nonce, auth.deadline, auth.gasLimit));
    }
}
